import { passwordLength, splitAtPassword } from '../user/password-form.ts';
import { toHalfWidth } from './half-width.ts';
import type { OtpJob, SyncJob } from './job.ts';
import type { TypedCredential } from './match-otp.ts';

/** What stands before the OTP: whole, since where each part ends depends on what the policy asks for. */
export interface PrefixRule {
  /** as `passwordLength` has it; undefined: the static password is not asked for */
  readonly staticLength: number | undefined;
  readonly hasThirdParty: boolean;
}

/**
 * What a user typed in one field: third-party password + static password + OTP, without separators (guide, 2.4.2.2). Characters are code
 * points.
 */
export function typedInOneField(password: string, rule: PrefixRule): TypedCredential {
  const characters = Array.from(password);
  return {
    split: (otpLength) => {
      const at = characters.length - otpLength;
      return at < 0
        ? undefined
        : { before: characters.slice(0, at).join(''), otp: toHalfWidth(characters.slice(at).join('')) };
    },
    fits: (otpLength) => {
      const at = characters.length - otpLength;
      if (at < 0) return false;
      const left = passwordLength(characters.slice(0, at).join('')) - (rule.staticLength ?? 0);
      return rule.hasThirdParty ? left > 0 : left === 0;
    },
  };
}

/** The OTP alone, or two consecutive ones. */
export function typedAlone(job: OtpJob | SyncJob): TypedCredential {
  const otp = toHalfWidth(job.otp);
  const otps = job.kind === 'sync' ? { otp, nextOtp: toHalfWidth(job.nextOtp) } : { otp };
  return {
    split: () => ({ ...otps, before: '' }),
    fits: (otpLength) => Array.from(otp).length === otpLength,
  };
}

/**
 * Takes apart what stands before the OTP. A directory gets its part as it was typed.
 *
 * @returns undefined parts are not asked for; a static password that cannot be there (too little was typed) is what there is
 */
export function splitPrefix(
  before: string,
  { staticLength, hasThirdParty }: PrefixRule,
): { thirdParty: string | undefined; staticPassword: string | undefined } {
  if (staticLength === undefined)
    return { thirdParty: hasThirdParty ? before : undefined, staticPassword: undefined };
  if (!hasThirdParty) return { thirdParty: undefined, staticPassword: before };
  const split = splitAtPassword(before, staticLength);
  return { thirdParty: split?.before ?? '', staticPassword: split?.password ?? before };
}
