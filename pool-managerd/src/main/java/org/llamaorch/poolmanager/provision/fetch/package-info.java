/** Files fetched over HTTPS: where from, within which bounds, and whole or not at all. */
@NullMarked
package org.llamaorch.poolmanager.provision.fetch;

import org.jspecify.annotations.NullMarked;
