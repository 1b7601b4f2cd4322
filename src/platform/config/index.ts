export { CONFIG, type Config, ConfigError, type Mode } from './config.js';
export { loadConfig } from './load-config.js';
