/** Tests of fetching and finding models. */
@NullMarked
package org.llamaorch.poolmanager.provision.model;

import org.jspecify.annotations.NullMarked;
