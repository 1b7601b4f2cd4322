export { BROKER_NAME } from './brokers.js';
export { CONFIG, type Config, ConfigError, type MqttSettings, type OidcSettings } from './config.js';
export { loadConfig } from './load-config.js';
export { VERSION } from './version.js';
export { ConfigModule } from './config.module.js';
export { configurationManifest } from './manifest.js';
