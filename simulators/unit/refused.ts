export type RefusalCode = 'BadInvalidState' | 'BadNotFound' | 'BadInvalidArgument' | 'BadOutOfRange';

/** A command that the unit does not take, with the OPC UA status it answers. */
export class Refused extends Error {
  constructor(
    readonly code: RefusalCode,
    message: string,
  ) {
    super(message);
  }
}
