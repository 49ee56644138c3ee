package org.llamaorch.bdd.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.llamaorch.bdd.survey.SourceTree;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * A module of the project, as its pom.xml and its packages tell it.
 *
 * @param standsOn the modules that it needs, in the order of the build
 * @param libraries what it needs of others, by artifact
 * @param packages those of its program, by name
 */
record Module(
        String name,
        String description,
        List<String> standsOn,
        List<String> libraries,
        List<PackageText> packages) {

    private static final String OURS = "org.llamaorch";

    Module {
        standsOn = List.copyOf(standsOn);
        libraries = List.copyOf(libraries);
        packages = List.copyOf(packages);
    }

    /** All of them, in the order in which they are built. */
    static List<Module> in(SourceTree tree) {
        return texts(pom(tree, "pom.xml"), "modules", "module").stream()
                .map(name -> of(tree, name))
                .toList();
    }

    private static Module of(SourceTree tree, String name) {
        Element pom = pom(tree, name + "/pom.xml");
        List<String> ours = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Element each : children(pom, "dependencies", "dependency")) {
            if (!text(each, "scope").equals("test")) {
                (text(each, "groupId").equals(OURS) ? ours : others).add(text(each, "artifactId"));
            }
        }
        return new Module(
                name,
                text(pom, "description").replaceAll("\\s+", " "),
                ours,
                others,
                packages(tree, name));
    }

    private static List<PackageText> packages(SourceTree tree, String name) {
        Path sources = tree.root().resolve(name).resolve("src/main/java");
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.endsWith("package-info.java"))
                    .map(file -> PackageText.of(sources, file))
                    .sorted(java.util.Comparator.comparing(PackageText::name))
                    .toList();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static Element pom(SourceTree tree, String path) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(
                            new ByteArrayInputStream(
                                    tree.read(path).getBytes(StandardCharsets.UTF_8)))
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException broken) {
            throw new IllegalStateException(path + " cannot be read", broken);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static List<String> texts(Element of, String list, String each) {
        return children(of, list, each).stream().map(Element::getTextContent).toList();
    }

    /** The elements of a list that stands directly in this one. */
    private static List<Element> children(Element of, String list, String each) {
        return named(of, list).stream().flatMap(found -> named(found, each).stream()).toList();
    }

    private static List<Element> named(Element of, String name) {
        List<Element> found = new ArrayList<>();
        NodeList all = of.getChildNodes();
        for (int i = 0; i < all.getLength(); i++) {
            if (all.item(i) instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private static String text(Element of, String name) {
        List<Element> found = named(of, name);
        return found.isEmpty() ? "" : found.getFirst().getTextContent().strip();
    }
}
