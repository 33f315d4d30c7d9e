import type { Distribution } from '@lingpai/contract';

/** Can a phone still activate with it? */
export function isLive(state: Distribution['state']): boolean {
  return state === 'issued' || state === 'claimed';
}
