package org.llamaorch.poolmanager.provision;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what provisioning tells of its progress, in order. */
public final class CollectedProgress implements ProvisioningProgress {

    /** Each phase with the bytes that it takes. */
    public final List<String> phases = new CopyOnWriteArrayList<>();

    public final List<Long> bytes = new CopyOnWriteArrayList<>();

    public final List<String> notices = new CopyOnWriteArrayList<>();

    @Override
    public void phase(String doing, long bytesTotal) {
        phases.add(doing + " " + bytesTotal);
    }

    @Override
    public void bytes(long bytesDone) {
        bytes.add(bytesDone);
    }

    @Override
    public void notice(String sentence) {
        notices.add(sentence);
    }
}
