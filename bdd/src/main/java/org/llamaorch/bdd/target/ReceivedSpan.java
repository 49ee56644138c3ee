package org.llamaorch.bdd.target;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A span as a collector has it.
 *
 * @param parentId empty for the first of its trace
 * @param attributes by name, those of the resource too; lists with commas
 * @param events names, in order
 */
public record ReceivedSpan(
        String name,
        String kind,
        String traceId,
        String spanId,
        String parentId,
        long fromNanos,
        long toNanos,
        boolean failed,
        Map<String, String> attributes,
        List<String> events) {

    static ReceivedSpan of(Resource resource, Span span) {
        Map<String, String> attributes = new TreeMap<>();
        put(attributes, resource.getAttributesList());
        put(attributes, span.getAttributesList());
        return new ReceivedSpan(
                span.getName(),
                span.getKind().name().replace("SPAN_KIND_", ""),
                hex(span.getTraceId()),
                hex(span.getSpanId()),
                hex(span.getParentSpanId()),
                span.getStartTimeUnixNano(),
                span.getEndTimeUnixNano(),
                span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR,
                attributes,
                span.getEventsList().stream().map(Span.Event::getName).toList());
    }

    private static void put(Map<String, String> into, List<KeyValue> values) {
        values.forEach(value -> into.put(value.getKey(), text(value.getValue())));
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> Long.toString(value.getIntValue());
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case ARRAY_VALUE ->
                    value.getArrayValue().getValuesList().stream()
                            .map(ReceivedSpan::text)
                            .collect(Collectors.joining(","));
            default -> value.toString();
        };
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
