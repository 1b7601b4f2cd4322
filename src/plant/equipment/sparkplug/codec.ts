/** The Sparkplug B codec: what simulators and connector share. */
export { decodePayload, type Decoded, MOST_BYTES } from './decode.js';
export { aliased, encodePayload, metric, type MetricToSend, property } from './encode.js';
export { carry, typedValue } from './typed.js';
export {
  type Carried,
  DATA_TYPES,
  type DataSet,
  type DataType,
  dataTypeOf,
  type Metric,
  type Payload,
  type Property,
  type PropertySet,
  type Scalar,
  type Template,
  type TypedValue,
} from './values.js';
