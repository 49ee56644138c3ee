package org.llamaorch.orchestrator.journal;

class MemoryJournalTest extends JournalContract {

    @Override
    Journal open(long rememberMax) {
        return new MemoryJournal(nowMs::get, DAY_MS, rememberMax);
    }
}
