/**
 * What the suite points at: daemons it starts or an address it is given, engines, and the HTTP
 * clients.
 */
@NullMarked
package org.llamaorch.bdd.target;

import org.jspecify.annotations.NullMarked;
