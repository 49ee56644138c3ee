/** What is bound: replicas by url, polled; what they can do, told to whoever asks. */
@NullMarked
package org.llamaorch.orchestrator.registry;

import org.jspecify.annotations.NullMarked;
