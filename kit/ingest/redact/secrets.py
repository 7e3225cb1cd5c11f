"""Secrets: keys and tokens of the usual makers, private keys, and passwords and keys that are told as such."""

from __future__ import annotations

import re

from kit.ingest.redact.candidates import MARKS, around, lowered, replaced_within

_KEY = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,40}(?:PRIVATE KEY|KEY BLOCK)[A-Z -]{0,20}-----(?:[A-Za-z0-9+/=\s\\:,.-]{0,20000}?-----END [A-Z0-9 ]{0,40}-----|[A-Za-z0-9+/=\s\\]{0,20000})"  # noqa: E501
)
_SECRET = re.compile(
    r"\b(?:sk|pk|rk|whsec)_(?:live_|test_)?[A-Za-z0-9]{16,}|\b(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{8,}|\bsk-[A-Za-z0-9_-]{20,}"
    r"|\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}|\bgl(?:pat|ptt|dt|rt|cbt)-[\w-]{16,}|\bxox[abceoprs]-[A-Za-z0-9-]{10,}|\bxapp-[\w-]{10,}"
    r"|\b(?:AKIA|ASIA|AGPA|AROA|AIDA)[0-9A-Z]{16}\b|\bAIza[\w-]{30,}|\bya29\.[\w-]{20,}|\bGOCSPX-[\w-]{20,}"
    r"|\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?|\bSG\.[\w-]{16,}\.[\w-]{16,}|\b(?:Bearer|Basic|Token)\s+[\w.~+/-]{16,}=*"
    r"|\bnpm_[A-Za-z0-9]{30,}|\bpypi-[\w-]{20,}|\bdop_v1_[a-f0-9]{32,}|\bhf_[A-Za-z0-9]{20,}|\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{20,}"
    r"|\bsq0(?:csp|atp|idp)-[\w-]{20,}|\bEAA[A-Za-z0-9]{30,}|\b(?:AC|SK)[0-9a-f]{32}\b|\bkey-[0-9a-z]{32}\b|\b[0-9a-f]{32}-us\d{1,2}\b"
    r"|\bATATT3x[\w=-]{20,}|\blin_api_\w{20,}|\bsecret_[A-Za-z0-9]{30,}|\bntn_[A-Za-z0-9]{30,}|\bpat-(?:na|eu)\d-[0-9a-f-]{30,}|\brzp_(?:live|test)_\w{10,}"
    r"|\b\d{8,10}:AA[\w-]{30,}|\bdapi[a-f0-9]{32}\b|\bdd[ap]_\w{20,}|\bphc_\w{20,}|\bre_\w{20,}|\bxkeysib-[a-f0-9]{30,}[\w-]*|\bvercel_\w{20,}|\bfigd_[\w-]{20,}"
    r"|\bPMAK-[\w-]{20,}|\bsntrys_\w{20,}|\bglc_[\w+/=]{20,}|\bcfut_\w{20,}|\bAccountKey=[\w+/]{40,}={0,2}|\bSharedAccessKey=[\w+/]{30,}={0,2}"
)
#: Parts of the links by which chats are written to by machines.
_HOOK = re.compile(
    r"(hooks\.slack\.com/(?:services|workflows|triggers)/|discord(?:app)?\.com/api/webhooks/|\.webhook\.office\.com/webhookb2/)[\w/@.-]{10,}"
)
#: A user and a password in any address: postgres://user:word@host.
_USER_IN_ADDRESS = re.compile(r"(?<![\w.])([a-z][a-z0-9+.-]{2,20}://)[^/@\s?#:]{1,200}:[^/@\s]{1,200}@", re.I)
#: Every secret holds a run of so many characters without a space.
SHORTEST = 14
#: One of these stands in every secret's own run; looking for them first is what keeps ordinary texts quick.
_MARKS = re.compile(
    r"_live_|_test_|[spr]k_|whsec_|sk-|gh[pousr]_|github_pat_|gl(?:pat|ptt|dt|rt|cbt)-|glc_|xox|xapp-|AKIA|ASIA|AGPA|AROA|AIDA|AIza"
    r"|ya29\.|GOCSPX|eyJ|SG\.|npm_|pypi-|dop_v1_|hf_|shp|sq0|EAA|AC|SK|key-|-us|ATATT|lin_api_|secret_|ntn_|pat-|rzp_|:AA|dapi|dd[ap]_"
    r"|phc_|re_|xkeysib|vercel_|figd_|PMAK|sntrys_|cfut_|AccountKey|SharedAccessKey"
)
#: ... or one of these words stands before it.
_MARKS_BEFORE = ("Bearer", "Basic", "Token")
_NO_PASSWORD = (
    "not|too|the|a|an|to|set|reset|wrong|invalid|incorrect|required|expired|being|still|now|never|no|weak|stored|sent|always|only"
    "|ok|fine|correct|in|for|and|or|with|that|which|was|is|has|will|can|must|page|field|mail|e-?mail|link|manager|protected|nicht|falsch|abgelaufen|zurück"
    "|incorrecta|incorrect[eo]?|expiré|n[’']est|no|es|è|errata|scaduta|wygasło|не"
)
_TOLD = (
    r"(?:password|passwort|kennwort|passcode|passphrase|pwd|pw|mot de passe|contraseña|senha|wachtwoord|lösenord|adgangskode|passord|salasana|hasło|heslo"  # noqa: E501
    r"|parola|şifre|пароль|api[ _-]?key|secret[ _-]?key|access[ _-]?(?:token|key)|client[ _-]?secret|auth[ _-]?token|pin(?: code)?)"  # noqa: E501
    r"['\"]?\s{0,2}(?:is|:|=|was|lautet|ist|est|es|è|é|=>)\s{0,2}['\"]?"
)
_PASSWORD_TOLD = re.compile(_TOLD)
_PASSWORD = re.compile(rf"(\b{_TOLD})(?!(?:{_NO_PASSWORD})\b)([^\s'\"]{{4,64}})", re.I)
#: Most characters that a password takes after the words that tell it.
PASSWORD_LENGTH = 90


def mask_secrets(text: str, words: frozenset[str]) -> str:
    """Keys of the well-known services, private keys whole, and passwords that are told as such.

    Parameters
    ----------
    words : of the text, in small letters.
    """
    if "-----BEGIN" in text:
        text = _KEY.sub("[secret]", text)
    runs = " ".join([run for run in text.split() if len(run) >= SHORTEST])
    if runs and (_MARKS.search(runs) or any(mark in text for mark in _MARKS_BEFORE)):
        text = _SECRET.sub("[secret]", text)
    if "://" in text:
        text = _USER_IN_ADDRESS.sub(r"\1[token]@", text)
        text = _HOOK.sub(r"\1[token]", text)
    if words.isdisjoint(MARKS["password"]):
        return text
    return replaced_within(
        _PASSWORD, lambda match: f"{match[1]}[secret]", text, around(_PASSWORD_TOLD, lowered(text), 0, PASSWORD_LENGTH)
    )
