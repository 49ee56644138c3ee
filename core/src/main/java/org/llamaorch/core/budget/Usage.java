package org.llamaorch.core.budget;

/**
 * What a caller's ended tasks have used of its budget in one period; what is kept of it.
 *
 * @param periodStartMs when the period began, epoch milliseconds; 0 for one without end
 */
public record Usage(String caller, long periodStartMs, Spending used) {}
