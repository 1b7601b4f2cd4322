/** OPC UA Part 4, 7.39 and Part 8: status codes that a sensor or its link may give, by their upper 16 bits. */
const WORDS: Record<number, string> = {
  0x8005: 'communication error',
  0x8031: 'no communication',
  0x8032: 'no first value yet',
  0x8089: 'configuration error',
  0x808a: 'not connected',
  0x808b: 'device failure',
  0x808c: 'sensor failure',
  0x808d: 'out of service',
  0x808e: 'deadband not valid',
  0x4090: 'last usable value',
  0x4092: 'initial value',
  0x4093: 'sensor not accurate',
  0x4094: 'out of the sensor’s range',
};

/** What the unit says is wrong with a value that is not good. */
export const statusWord = (status: number): string =>
  WORDS[status >>> 16] ?? `status 0x${(status >>> 0).toString(16).padStart(8, '0')}`;
