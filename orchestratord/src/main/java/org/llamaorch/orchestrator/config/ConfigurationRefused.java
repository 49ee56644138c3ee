package org.llamaorch.orchestrator.config;

/**
 * The configuration is wrong; the message is one sentence that names what, where and what is
 * allowed.
 */
public final class ConfigurationRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ConfigurationRefused(String sentence) {
        super(sentence);
    }

    public ConfigurationRefused(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
