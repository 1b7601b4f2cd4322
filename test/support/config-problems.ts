import { ConfigError, loadConfig } from '../../src/platform/config/index.js';

/** What is wrong with an environment; empty where a server may start by it. */
export function problemsOf(env: Record<string, string | undefined>): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
