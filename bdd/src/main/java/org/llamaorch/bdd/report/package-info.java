/** What a run leaves behind: a report for people and the proof of what each scenario saw. */
@NullMarked
package org.llamaorch.bdd.report;

import org.jspecify.annotations.NullMarked;
