import type { AdminSummary } from '@lingpai/contract';
import { createContext, useContext } from 'react';

export interface Session {
  readonly admin: AdminSummary;
  readonly signOut: () => void;
}

export const SessionContext = createContext<Session | undefined>(undefined);

/** Who is signed in. Only below SessionGate. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new TypeError('Cannot use the session: nobody is signed in here');
  return session;
}
