package org.llamaorch.orchestrator.artifact;

/**
 * Where a document lies in a pack.
 *
 * @param pack the pack's number, from 1
 * @param offset of its first byte
 */
record PackPlace(int pack, long offset) {

    /** As the index has it, {@code PACK:OFFSET}. */
    @Override
    public String toString() {
        return pack + ":" + offset;
    }

    /** Reads what {@link #toString} wrote; throws NumberFormatException for anything else. */
    static PackPlace parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new NumberFormatException("no pack and offset: " + text);
        }
        return new PackPlace(
                Integer.parseInt(text.substring(0, colon)),
                Long.parseLong(text.substring(colon + 1)));
    }
}
