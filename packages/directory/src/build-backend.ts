import type { BackendSettings } from '@lingpai/contract';
import type { Clock } from '@lingpai/domain';
import { GuardedBackend } from './guarded-backend.ts';
import { HttpBackend } from './http-backend.ts';
import { LdapBackend } from './ldap-backend.ts';
import type { PasswordBackend } from './password-backend.ts';
import { RadiusBackend } from './radius-backend.ts';

/**
 * Makes a back-end of its settings, guarded.
 *
 * @param settings exactly one of them
 * @param secret empty: none
 */
export function buildBackend(
  { settings, secret }: { readonly settings: BackendSettings; readonly secret: string },
  clock: Clock,
): GuardedBackend {
  const patience = settings.ldap ?? settings.radius ?? settings.http;
  if (patience === undefined) throw new TypeError('Cannot create a back-end: it has no settings');
  const { deadlineMs, openAfterFailures, maxInFlight, pauseSeconds } = patience;
  const pauseMs = pauseSeconds * 1000;
  return new GuardedBackend(
    bare(settings, secret, clock),
    { deadlineMs, openAfterFailures, maxInFlight, pauseMs },
    clock,
  );
}

function bare({ ldap, radius, http }: BackendSettings, secret: string, clock: Clock): PasswordBackend {
  if (ldap !== undefined) return new LdapBackend(ldap, secret);
  if (radius !== undefined) return new RadiusBackend(radius, secret);
  return new HttpBackend(http!, secret, () => clock.nowMs());
}
