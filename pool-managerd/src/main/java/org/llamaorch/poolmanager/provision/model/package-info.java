/** Model files found on disk or fetched and checked. */
@NullMarked
package org.llamaorch.poolmanager.provision.model;

import org.jspecify.annotations.NullMarked;
