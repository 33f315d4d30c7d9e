/** An enabled user as a row, where a test wants one that no use case made. */
export function userRow({ login, organizationId }: { login: string; organizationId: number }) {
  return {
    organization_id: organizationId,
    login,
    login_key: login,
    name: '',
    name_key: '',
    email: '',
    email_key: '',
    phone: '',
    status: 'enabled' as const,
    static_rule: null,
    static_hash: null,
    static_set_at: null,
    created_at: 0,
    updated_at: 0,
  };
}
