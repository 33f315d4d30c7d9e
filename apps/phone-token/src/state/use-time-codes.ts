import { useEffect, useEffectEvent, useState } from 'react';
import { timeCodes } from '../otp/token-codes.ts';
import type { TokenRecord } from '../vault/token-record.ts';
import { isDamage } from '../vault/token-store.ts';
import { useApp } from './app-state.tsx';

interface StepCodes {
  readonly step: number;
  readonly present: string;
  readonly next: string;
}

/** The codes of a time token at a moment; undefined while they are being computed. */
export interface ShownCodes {
  readonly present: string | undefined;
  readonly next: string | undefined;
}

/**
 * Computes a time token's codes, once for each time step. The seed is opened for that moment alone.
 *
 * @param step time step the token is in
 * @param onDamaged the seed cannot be read
 */
export function useTimeCodes(
  token: { id: string; record: TokenRecord },
  step: number,
  onDamaged: () => void,
): ShownCodes {
  const { vault } = useApp();
  const [codes, setCodes] = useState<StepCodes>();
  const compute = useEffectEvent(() =>
    timeCodes(vault, token, step * (token.record.periodSeconds ?? 30) * 1_000),
  );
  const report = useEffectEvent((error: unknown) => {
    if (isDamage(error)) onDamaged();
  });
  useEffect(() => {
    let stale = false;
    compute().then(
      (computed) => !stale && setCodes({ step, ...computed }),
      (error: unknown) => !stale && report(error),
    );
    return () => {
      stale = true;
    };
  }, [token.id, step]);
  if (codes?.step === step) return codes;
  // just after a change of step: the next code of the step before is the present one
  return { present: codes?.step === step - 1 ? codes.next : undefined, next: undefined };
}
