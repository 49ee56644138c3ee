package org.llamaorch.poolmanager.provision.fetch;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A file to be fetched.
 *
 * @param title for people
 * @param uri where it is
 * @param sha256 64 hex digits it must have; null when that is not known beforehand
 * @param linked whether the first answer may tell size and digest as Hugging Face's hub does
 */
public record Wanted(String title, URI uri, @Nullable String sha256, boolean linked) {}
