package org.llamaorch.orchestrator.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** What tells an untouched file from one that was written anew, without reading it. */
public record FileStamp(Path path, long sizeBytes, long modifiedMs) {

    /** The file as it is now. Blocks for the disk. */
    static FileStamp of(Path path) throws IOException {
        BasicFileAttributes is = Files.readAttributes(path, BasicFileAttributes.class);
        if (!is.isRegularFile()) {
            throw new IOException(path + " is no file");
        }
        return new FileStamp(path, is.size(), is.lastModifiedTime().toMillis());
    }
}
