import { ApiError } from '@lingpai/ui';
import { QueryClient } from '@tanstack/react-query';

const MAX_RETRIES = 2;
const STALE_AFTER_MS = 5_000;

/** Only what may go away by itself is tried again: a lost connection, or a server that says 503. */
function mayPass(error: Error): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 503);
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < MAX_RETRIES && mayPass(error),
        staleTime: STALE_AFTER_MS,
      },
      mutations: { retry: false },
    },
  });
}
