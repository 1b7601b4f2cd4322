import { type CallMethodResultOptions, StatusCodes, type Variant } from 'node-opcua';
import { Refused } from '../unit/refused.js';

/** What a method answers: the outputs of the act, or the status with which the unit refuses it. */
export function answered(act: () => Variant[] | void): CallMethodResultOptions {
  try {
    const outputArguments = act() ?? [];
    return { statusCode: StatusCodes.Good, outputArguments };
  } catch (error) {
    if (error instanceof Refused) return { statusCode: StatusCodes[error.code] };
    throw error;
  }
}
