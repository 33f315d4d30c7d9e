import { gmt0021Otp } from './gmt0021.ts';
import { hotp, prepareHotp } from './hotp.ts';
import type { Primitives } from './primitives.ts';

/** As much of a token as its OTP depends on. The domain's `TokenSpec` fits in here as it is. */
export interface OtpSpec {
  /** `hotp` event token, `totp` time token, `ocra` challenge token that may show a time or event OTP besides */
  readonly type: 'hotp' | 'totp' | 'ocra';
  /** the SHA family means RFC 4226 and 6238; `sm3` and `sm4` mean GM/T 0021, which is no HMAC */
  readonly hash: 'sha1' | 'sha256' | 'sha512' | 'sm3' | 'sm4';
  /** 4 to 10 */
  readonly digits: number;
  /** undefined for a token without a clock */
  readonly periodSeconds: number | undefined;
}

/** What {@link computeOtp} computes from. */
export interface ComputeOtpInput {
  readonly primitives: Primitives;
  readonly spec: OtpSpec;
  /** 16 bytes or more for `sm3` and `sm4`, otherwise not empty */
  readonly seed: Uint8Array;
  /** counter of an event token, time step of a time token; a whole number from 0, below 2^32 for a GM/T counter */
  readonly movingFactor: number;
}

/**
 * The OTP a token shows at a moving factor: the one place where a token's settings choose the algorithm.
 *
 * @returns `spec.digits` decimal digits, leading zeros kept
 * @throws {AlgorithmInputError} `counter`, `time-step`, `digits` or `seed`
 */
export function computeOtp({ primitives, spec, seed, movingFactor }: ComputeOtpInput): string {
  const { hash, digits } = spec;
  if (hash !== 'sm3' && hash !== 'sm4')
    return hotp({ primitives, hash, seed, counter: movingFactor, digits });
  const factor = hasClock(spec) ? { timeStep: movingFactor } : { counter: movingFactor };
  return gmt0021Otp({ primitives, algorithm: hash, seed, digits, ...factor });
}

/** As {@link computeOtp}, prepared for many moving factors of one token. */
export function prepareOtp(input: Omit<ComputeOtpInput, 'movingFactor'>): (movingFactor: number) => string {
  const { primitives, seed, spec } = input;
  const { hash, digits } = spec;
  if (hash === 'sm3' || hash === 'sm4') return (movingFactor) => computeOtp({ ...input, movingFactor });
  return prepareHotp({ primitives, hash, seed, digits });
}

/** GM/T 0021 writes time and counter differently, so it matters which one the factor is; HOTP does not care. */
function hasClock({ type, periodSeconds }: OtpSpec): boolean {
  return type === 'totp' || (type === 'ocra' && periodSeconds !== undefined);
}
