import type { Distribution } from '@lingpai/contract';
import { type DistributionRecord, distributionStateAt } from '@lingpai/domain';

/** A distribution as people see it: what time has decided shows at once. */
export function toDistributionView(record: DistributionRecord, nowMs: number): Distribution {
  return {
    id: record.id,
    mode: record.mode,
    state: distributionStateAt(record, nowMs),
    deviceCode: record.deviceCode ?? null,
    hasPassword: record.passwordHash !== undefined,
    triesLeft: record.triesLeft ?? null,
    createdAt: record.createdAt,
    createdBy: record.createdBy,
    expiresAt: record.expiresAt,
    activatedAt: record.activatedAt ?? null,
  };
}
