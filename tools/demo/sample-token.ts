import { randomBytes } from 'node:crypto';
import { type OtpSpec, prepareOtp } from '@lingpai/algorithms';
import { nodePrimitives } from '../../apps/server/src/crypto/node-primitives.ts';

/** A hardware token of the demonstration: as it would come out of the maker's box, with its seed. */
export interface SampleToken {
  readonly serial: string;
  readonly type: 'totp' | 'hotp';
  readonly hash: 'sha1' | 'sha256' | 'sm3';
  readonly digits: number;
  readonly periodSeconds: number;
  readonly seedHex: string;
}

/** Forty that go by the clock (some with SM3), twelve that go by the button. */
export function makeSampleTokens(): SampleToken[] {
  return Array.from({ length: 52 }, (_, index) => {
    const type = index % 13 === 12 || index >= 44 ? 'hotp' : 'totp';
    const hash =
      type === 'totp' && index % 10 === 7 ? 'sm3' : type === 'totp' && index % 10 === 3 ? 'sha256' : 'sha1';
    const seedBytes = hash === 'sha1' ? 20 : 32;
    return {
      serial: `3009${String(1000 + index).padStart(9, '0')}`,
      type,
      hash,
      digits: index % 9 === 4 ? 8 : 6,
      periodSeconds: index % 6 === 5 ? 60 : 30,
      seedHex: randomBytes(seedBytes).toString('hex'),
    };
  });
}

/** The token file the maker would send. */
export function toTokenFile(tokens: readonly SampleToken[]): string {
  const rows = tokens.map(({ serial, seedHex, type, hash, digits, periodSeconds }) =>
    [serial, seedHex, type, hash, digits, type === 'totp' ? periodSeconds : ''].join(','),
  );
  return `${['serial,secret,type,hash,digits,period', ...rows].join('\n')}\n`;
}

/** The OTP a token shows at a counter or time step. */
export function otpAt(token: SampleToken, factor: number): string {
  const { type, hash, digits, periodSeconds } = token;
  const spec: OtpSpec = { type, hash, digits, periodSeconds: type === 'totp' ? periodSeconds : undefined };
  return prepareOtp({ primitives: nodePrimitives, spec, seed: Buffer.from(token.seedHex, 'hex') })(factor);
}

export function stepAt(token: SampleToken, nowMs: number): number {
  return Math.floor(nowMs / (token.periodSeconds * 1000));
}
