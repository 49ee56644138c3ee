package org.llamaorch.orchestrator.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Keeps SQLite's native library unpacked in the state folder. The driver would unpack it into the
 * folder for temporary files at every start, which costs more than everything else at opening; and
 * that folder may be shared, the state folder is its owner's.
 */
final class NativeLibrary {

    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);

    private NativeLibrary() {}

    /** Unpacks it once a version and tells the driver; without it the driver helps itself. */
    static void unpackInto(Path folder) {
        String name = LibraryLoaderUtil.getNativeLibName();
        Path home = folder.resolve("native").resolve("sqlite-" + SQLiteJDBCLoader.getVersion());
        Path library = home.resolve(name);
        try {
            if (Files.notExists(library)) {
                unpack(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name, library);
            }
            System.setProperty("org.sqlite.lib.path", home.toString());
            System.setProperty("org.sqlite.lib.name", name);
        } catch (IOException e) {
            LOG.debug("The library of the journal is not kept in the state folder.", e);
        }
    }

    /** Under another name until it is whole. */
    private static void unpack(String resource, Path library) throws IOException {
        try (InputStream packed = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            if (packed == null) {
                throw new IOException("no library for this machine in the driver");
            }
            Files.createDirectories(library.getParent());
            Path young = library.resolveSibling(library.getFileName() + ".new");
            Files.copy(packed, young, StandardCopyOption.REPLACE_EXISTING);
            Files.move(young, library, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
