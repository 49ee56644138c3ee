/**
 * Documents kept by their content (B-ART-020 to 023).
 *
 * <p>On disk, below the store's folder, all for the owner only:
 *
 * <pre>
 * documents/ab/ab12….json   a document in canonical JSON, under the SHA-256 of its bytes;
 *                           written to a temporary name, then renamed
 * index.log                 one line a change, appended: what is there, of whom, with which tags
 * </pre>
 *
 * <p>A line of the index is words separated by blanks, each URL-encoded: {@code put ID KIND
 * CREATED_MS BYTES CALLER TAG…} or {@code gone ID}. A line without its line end was cut off by the
 * end of the process and does not count. The log is written anew at a start that finds it mostly
 * out of date.
 */
@NullMarked
package org.llamaorch.orchestrator.artifact;

import org.jspecify.annotations.NullMarked;
