import { type AdminSummary, sessionRoutes } from '@lingpai/contract';
import { ApiError } from '@lingpai/ui';
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { Spin } from 'antd';
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { call, onSignedOut } from '../app/api.ts';
import { LoadError } from '../parts/load-state.tsx';
import { Door } from './door.tsx';
import { ExpiredSession } from './expired-session.tsx';
import { ForcedPasswordChange } from './forced-password-change.tsx';
import { SessionContext } from './session-context.ts';
import { SetUp } from './set-up.tsx';
import { setupTicket, takeSetupTicket } from './setup-ticket.ts';
import { SignIn } from './sign-in.tsx';

type Standing = { kind: 'in'; admin: AdminSummary } | { kind: 'out' } | { kind: 'setup' };
const SESSION_KEY = ['session'];

/** Drops all that was read for whoever was signed in, but not who that is: the gate itself looks at it. */
function forget(queryClient: QueryClient): void {
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
}

async function readStanding(): Promise<Standing> {
  try {
    return { kind: 'in', admin: await call(sessionRoutes.readSession, {}) };
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'session.none')) throw error;
    const { needed } = await call(sessionRoutes.readSetup, {});
    return needed ? { kind: 'setup' } : { kind: 'out' };
  }
}

/**
 * Shows the pages to whom is signed in, else set-up or sign-in at the same address, so that signing in leads where the reader wanted
 * to go. When a session ends under way the pages stay as they are, with what was typed, below a sign-in dialogue.
 */
export function SessionGate({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: SESSION_KEY,
    queryFn: readStanding,
    staleTime: Infinity,
  });
  const [isExpired, setExpired] = useState(false);
  const [ticket, setTicket] = useState(setupTicket);
  const isIn = data?.kind === 'in';

  useEffect(() => onSignedOut(() => setExpired(true)), []);
  useEffect(() => {
    const listen = () => {
      takeSetupTicket();
      setTicket(setupTicket());
      void refetch();
    };
    addEventListener('hashchange', listen);
    if (isIn) removeEventListener('hashchange', listen);
    return () => removeEventListener('hashchange', listen);
  }, [refetch, isIn]);

  const enter = useCallback(
    (admin: AdminSummary) => {
      const before = queryClient.getQueryData<Standing>(SESSION_KEY);
      if (before?.kind === 'in' && before.admin.id !== admin.id) forget(queryClient);
      const standing: Standing = { kind: 'in', admin };
      queryClient.setQueryData(SESSION_KEY, standing);
      setExpired(false);
      void queryClient.invalidateQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
    },
    [queryClient],
  );
  const leave = useCallback(() => {
    const standing: Standing = { kind: 'out' };
    queryClient.setQueryData(SESSION_KEY, standing);
    forget(queryClient);
    setExpired(false);
  }, [queryClient]);
  const session = useMemo(
    () =>
      data?.kind === 'in'
        ? { admin: data.admin, signOut: () => void call(sessionRoutes.signOut, {}).then(leave, leave) }
        : undefined,
    [data, leave],
  );

  if (error !== null) {
    return (
      <Door>
        <LoadError error={error} onRetry={() => void refetch()} />
      </Door>
    );
  }
  if (data === undefined) return <Spin fullscreen delay={300} />;
  if (data.kind === 'setup')
    return <SetUp ticket={ticket} onDone={enter} onCheckAgain={() => void refetch()} />;
  if (session === undefined) return <SignIn onDone={enter} />;
  if (session.admin.mustChangePassword) return <ForcedPasswordChange admin={session.admin} onDone={enter} />;
  return (
    <SessionContext value={session}>
      <div key={session.admin.id} inert={isExpired}>
        {children}
      </div>
      <ExpiredSession isOpen={isExpired} login={session.admin.login} onDone={enter} onLeave={leave} />
    </SessionContext>
  );
}
