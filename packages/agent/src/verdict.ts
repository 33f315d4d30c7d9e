import type { CallOutcome } from './call-servers.ts';
import { describeCode } from './find-result.ts';
import { ResultCode } from './result-codes.ts';
import type { Verdict } from './results.ts';

/** Drops the fields of an answer, and gives every code but 0 a reason. */
export function toVerdict({ code, reason }: CallOutcome): Verdict {
  return code === ResultCode.OTPR_OK ? { code } : { code, reason: reason ?? describeCode(code) };
}

const MAX_SHOWN_CHARACTERS = 128;

/** Is this a text that a person reads off one screen and types into another? */
export function isShownText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_SHOWN_CHARACTERS;
}

/** Code 2: what the caller gave cannot be sent. */
export function refuseParameter(reason: string): Verdict {
  return { code: ResultCode.OTPR_PARAM_INVALID, reason };
}

/** Code 18: the verdict is there, but something it must carry is not. */
export function refuseAnswer(reason: string): Verdict {
  return { code: ResultCode.OTPR_ACK_INVALID, reason: `the server's answer is malformed: ${reason}` };
}
