package org.llamaorch.poolmanager.process;

import java.util.List;
import java.util.Map;

/**
 * How an engine is started: never through a shell, never with our environment.
 *
 * @param arguments the program and its arguments
 * @param environment all of its environment
 */
public record EngineCommand(List<String> arguments, Map<String, String> environment) {

    public EngineCommand {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("a command names a program");
        }
    }
}
