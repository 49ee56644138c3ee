package org.llamaorch.bdd.breakage;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes as transformations of a method's code. */
final class BrokenCode {

    private static final ClassDesc OPTIONAL = ClassDesc.of("java.util.Optional");

    private BrokenCode() {}

    static MethodTransform in(Change change) {
        return switch (change) {
            case Change.Returns(Object value) ->
                    (method, element) -> {
                        if (element instanceof CodeAttribute code) {
                            MethodTypeDesc type =
                                    code.parent().map(MethodModel::methodTypeSymbol).orElseThrow();
                            method.withCode(body -> returning(body, type.returnType(), value));
                        } else {
                            method.with(element);
                        }
                    };
            case Change.Omits(String callee) ->
                    MethodTransform.transformingCode(
                            eachCall(callee, (code, call) -> leaveOut(code, call)));
            case Change.Negates(String callee) ->
                    MethodTransform.transformingCode(
                            eachCall(callee, (code, call) -> code.with(call).iconst_1().ixor()));
            case Change.Says(Object from, Object to) ->
                    MethodTransform.transformingCode((code, element) -> {
                        if (element instanceof ConstantInstruction constant
                                && constant.constantValue().equals(from)) {
                            code.loadConstant((ConstantDesc) to);
                        } else {
                            code.with(element);
                        }
                    });
        };
    }

    private interface Instead {
        void of(CodeBuilder code, InvokeInstruction call);
    }

    private static CodeTransform eachCall(String callee, Instead instead) {
        return (code, element) -> {
            if (element instanceof InvokeInstruction call && call.name().equalsString(callee)) {
                instead.of(code, call);
            } else {
                code.with(element);
            }
        };
    }

    /** What the call would have taken from the stack is dropped. */
    private static void leaveOut(CodeBuilder code, InvokeInstruction call) {
        List<ClassDesc> given = call.typeSymbol().parameterList();
        for (ClassDesc type : given.reversed()) {
            if (TypeKind.from(type).slotSize() == 2) {
                code.pop2();
            } else {
                code.pop();
            }
        }
        if (call.opcode() != Opcode.INVOKESTATIC) {
            code.pop();
        }
        zero(code, TypeKind.from(call.typeSymbol().returnType()));
    }

    private static void zero(CodeBuilder code, TypeKind kind) {
        switch (kind) {
            case VOID -> {}
            case LONG -> code.lconst_0();
            case DOUBLE -> code.dconst_0();
            case FLOAT -> code.fconst_0();
            case REFERENCE -> code.aconst_null();
            case BOOLEAN, BYTE, CHAR, SHORT, INT -> code.iconst_0();
        }
    }

    private static void returning(CodeBuilder code, ClassDesc type, @Nullable Object value) {
        switch (value) {
            case null -> zero(code, TypeKind.from(type));
            case Boolean truth -> code.loadConstant(truth ? 1 : 0);
            case ConstantDesc constant -> code.loadConstant(constant);
            default -> empty(code, type);
        }
        code.return_(TypeKind.from(type));
    }

    private static void empty(CodeBuilder code, ClassDesc type) {
        if (type.equals(OPTIONAL)) {
            code.invokestatic(OPTIONAL, "empty", MethodTypeDesc.of(OPTIONAL));
        } else {
            code.invokestatic(
                    ConstantDescs.CD_List, "of", MethodTypeDesc.of(ConstantDescs.CD_List), true);
        }
    }
}
