@NullMarked
package org.llamaorch.poolmanager.provision.fetch;

import org.jspecify.annotations.NullMarked;
