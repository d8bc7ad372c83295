/** A passkey's answer as the API takes it: what the browser gave, with its bytes as base64url. */
export type Credential = Record<string, unknown>;

/** Bytes as base64url without padding (RFC 4648 §5), as WebAuthn writes them in JSON. */
export function toBase64url(bytes: ArrayBuffer | Uint8Array): string {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCodePoint(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** What `toBase64url` wrote. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.codePointAt(0) ?? 0);
}

/** Whether this browser, on this page, can ask a passkey. */
export function passkeysWork(): boolean {
  return globalThis.isSecureContext && "PublicKeyCredential" in globalThis;
}

/** Why no passkey came of it: browsers do not tell, and so neither can we. */
export const NO_PASSKEY =
  "No passkey was used. Try again, or take another way. A device that has one of yours already makes no second.";

type Listed = { id: string; transports?: AuthenticatorTransport[] };

function isListed(value: unknown): value is Listed {
  return typeof value === "object" && value !== null && "id" in value;
}

/** What `navigator.credentials.get` takes, from the options that the API gives. */
export function requestOf(options: Record<string, unknown>): PublicKeyCredentialRequestOptions {
  const { challenge, allowCredentials, rpId, timeout, userVerification } = options;
  const known = Array.isArray(allowCredentials) ? allowCredentials.filter(isListed) : [];
  return {
    challenge: fromBase64url(String(challenge)),
    allowCredentials: known.map(({ id, transports }) => ({
      type: "public-key",
      id: fromBase64url(id),
      ...(transports ? { transports } : {}),
    })),
    ...(typeof rpId === "string" ? { rpId } : {}),
    ...(typeof timeout === "number" ? { timeout } : {}),
    userVerification: userVerification === "required" ? "required" : "preferred",
  };
}

/** Has the person use their passkey; `undefined` when they would not. */
export async function askPasskey(
  options: Record<string, unknown>,
): Promise<Credential | undefined> {
  try {
    const given = await navigator.credentials.get({ publicKey: requestOf(options) });
    return given instanceof PublicKeyCredential ? answerOf(given) : undefined;
  } catch (error) {
    if (error instanceof DOMException && /^(NotAllowed|Abort)Error$/.test(error.name)) {
      return undefined;
    }
    throw error;
  }
}

function answerOf(given: PublicKeyCredential): Credential | undefined {
  const { response } = given;
  if (!(response instanceof AuthenticatorAssertionResponse)) return undefined;
  return {
    id: given.id,
    rawId: toBase64url(given.rawId),
    type: given.type,
    response: {
      clientDataJSON: toBase64url(response.clientDataJSON),
      authenticatorData: toBase64url(response.authenticatorData),
      signature: toBase64url(response.signature),
      userHandle: response.userHandle ? toBase64url(response.userHandle) : null,
    },
    clientExtensionResults: given.getClientExtensionResults(),
  };
}

/** What `navigator.credentials.create` takes, from the options that the API gives. */
export function creationOf(options: Record<string, unknown>): PublicKeyCredentialCreationOptions {
  // The API writes what WebAuthn §5.4 says; only its bytes are text.
  const { challenge, user, excludeCredentials, ...rest } =
    options as unknown as PublicKeyCredentialCreationOptionsJSON;
  return {
    ...(rest as Omit<PublicKeyCredentialCreationOptions, "challenge" | "user">),
    challenge: fromBase64url(challenge),
    user: { ...user, id: fromBase64url(user.id) },
    excludeCredentials: (excludeCredentials ?? []).map(({ id }) => ({
      type: "public-key",
      id: fromBase64url(id),
    })),
  };
}

/** Has the person's device make a passkey; `undefined` when they would not, or it has one. */
export async function makePasskey(
  options: Record<string, unknown>,
): Promise<Credential | undefined> {
  try {
    const made = await navigator.credentials.create({ publicKey: creationOf(options) });
    return made instanceof PublicKeyCredential ? madeOf(made) : undefined;
  } catch (error) {
    if (
      error instanceof DOMException &&
      /^(NotAllowed|Abort|InvalidState)Error$/.test(error.name)
    ) {
      return undefined;
    }
    throw error;
  }
}

function madeOf(made: PublicKeyCredential): Credential | undefined {
  const { response } = made;
  if (!(response instanceof AuthenticatorAttestationResponse)) return undefined;
  return {
    id: made.id,
    rawId: toBase64url(made.rawId),
    type: made.type,
    response: {
      clientDataJSON: toBase64url(response.clientDataJSON),
      attestationObject: toBase64url(response.attestationObject),
      transports: response.getTransports(),
    },
    clientExtensionResults: made.getClientExtensionResults(),
  };
}
