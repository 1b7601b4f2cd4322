import type { IClientOptions, MqttClient } from 'mqtt';

export interface Measured {
  /** ms since 1970 */
  at: number;
  value: (tag: string) => number;
}

/** The protocol of a light unit. */
export interface LightUnit {
  name: string;
  valuesInMessage: number;
  /** asked for before each connect */
  will?(): IClientOptions['will'];
  /** connected */
  up(client: MqttClient): void;
  /** something was said to it */
  heard(client: MqttClient): void;
  /** `sent`: with QoS 1 when it is acknowledged, with QoS 0 when it has gone out */
  send(client: MqttClient, measured: Measured, sent: (error?: Error) => void): void;
}
