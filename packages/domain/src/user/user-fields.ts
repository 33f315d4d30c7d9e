/** What people type of a user, as it is kept: without control characters, and without blanks at either end. */
export function cleanFields(fields: {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
}): { name?: string; email?: string; phone?: string } {
  const { name, email, phone } = fields;
  return {
    ...(name !== undefined && { name: clean(name) }),
    ...(email !== undefined && { email: clean(email) }),
    ...(phone !== undefined && { phone: clean(phone) }),
  };
}

function clean(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim();
}
