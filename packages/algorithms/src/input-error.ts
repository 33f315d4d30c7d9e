/**
 * What was wrong with an argument. Only a caller's fault or a broken record leads here, never an OTP that does not match.
 * `*-missing` and `*-unexpected` speak of an OCRA suite that does, or does not, name that input.
 */
export type AlgorithmInputCode =
  | 'digits'
  | 'counter'
  | 'time'
  | 'period'
  | 'time-step'
  | 'seed'
  | 'mac'
  | 'challenge'
  | 'pin'
  | 'session-info'
  | 'factor-missing'
  | 'counter-missing'
  | 'counter-unexpected'
  | 'pin-missing'
  | 'pin-unexpected'
  | 'session-info-missing'
  | 'session-info-unexpected'
  | 'time-step-missing'
  | 'time-step-unexpected'
  | 'key'
  | 'block'
  | 'length'
  | 'profile'
  | 'text';

/** An argument outside what the standard, or this package, allows. The message never quotes a seed, PIN or code. */
export class AlgorithmInputError extends Error {
  override readonly name = 'AlgorithmInputError';
  readonly code: AlgorithmInputCode;

  constructor(code: AlgorithmInputCode, message: string) {
    super(message);
    this.code = code;
  }
}
