/**
 * Documents kept by their content (B-ART-020 to 023).
 *
 * <p>On disk, below the store's folder, all for the owner only:
 *
 * <pre>
 * documents/ab/ab12….json   a document in canonical JSON, under the SHA-256 of its bytes;
 *                           written to a temporary name, then renamed
 * packs/7.pack              transcripts of up to 256 KiB, one behind the other, as they ended;
 *                           deleted once the last of them is gone
 * index.log                 one line a change, appended: what is there, of whom, with which tags
 * </pre>
 *
 * <p>A line of the index is words separated by blanks, each URL-encoded: {@code hold ID KIND
 * CREATED_MS BYTES PLACE CALLER TAG…} or {@code gone ID}. PLACE is {@code PACK:OFFSET}, or {@code
 * -} for a document in a file of its own. A line without its line end was cut off by the end of the
 * process and does not count. The log is written anew at a start that finds it mostly out of date.
 *
 * <p>Requirements: ORCH-3098, OC-CTRL-2065.
 */
@NullMarked
package org.llamaorch.orchestrator.artifact;

import org.jspecify.annotations.NullMarked;
