package org.llamaorch.poolmanager.provision;

/** Told how an installation or a fetch goes, on the thread that does it; returns at once. */
public interface ProvisioningProgress {

    /**
     * What is done now.
     *
     * @param doing a short clause, such as {@code downloading Gemma 3 270M}
     * @param bytesTotal bytes it takes; 0 when it is not measured in bytes
     */
    void phase(String doing, long bytesTotal);

    /** Bytes of the phase that are done. */
    void bytes(long bytesDone);

    /** A sentence people should read once: terms of use, a wait for another process. */
    void notice(String sentence);

    /** Nobody listens. */
    ProvisioningProgress SILENT =
            new ProvisioningProgress() {
                @Override
                public void phase(String doing, long bytesTotal) {}

                @Override
                public void bytes(long bytesDone) {}

                @Override
                public void notice(String sentence) {}
            };
}
