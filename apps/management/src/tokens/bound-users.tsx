import type { Token } from '@lingpai/contract';
import { tokenPhrases } from '@lingpai/contract/phrases/management';
import { usePhrases } from '@lingpai/ui';
import { Link } from 'react-router';

/** The first users of a token, with links, and how many there are. */
export function BoundUsers({ token }: { token: Pick<Token, 'boundUsers' | 'boundUserCount'> }) {
  const t = usePhrases(tokenPhrases);
  if (token.boundUserCount === 0) return <span className="lp-muted">{t('tokens.unbound')}</span>;
  return (
    <span>
      {token.boundUsers.map((user, index) => (
        <span key={user.id}>
          {index > 0 ? ', ' : null}
          <Link to={`/users/${user.id}`} title={user.name}>
            {user.login}
          </Link>
        </span>
      ))}
      {token.boundUserCount > token.boundUsers.length ? (
        <span className="lp-muted"> {t('tokens.users-more', { count: token.boundUserCount })}</span>
      ) : null}
    </span>
  );
}
