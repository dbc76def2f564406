"""Where a sidecar under test finds its policies, its certificates, its clock and its disk, and who spoils them."""

import mmap
import os
import pathlib
import struct
import subprocess

from beside_cerbos import Volume
from world import VOCABULARY, files

DISK_BYTES = 128 << 10
CLIENT = "spiffe://acme.example/payments"
# Certificates must outlive the steps of the clock: they are made long ago, and hold for long.
LONG_AGO_SECONDS = -20 * 365 * 86_400
VALID_DAYS = "14600"
MISTAKE = "    colour: red\n"


class Place:
    def __init__(self, folder):
        self.folder = folder
        self.base, self.disk = folder / "base", folder / "disk"
        for made in (self.base, self.disk):
            made.mkdir()
        (self.base / "vocabulary.yaml").write_text(VOCABULARY)
        self.policies = Volume(folder / "policies")
        self.policies.show(files(0))
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(self.disk)], check=True)
        self.last_good = self.disk / "last-good"
        self.make_clock()
        self.make_certificates()

    def close(self):
        subprocess.run(["umount", str(self.disk)], check=True)

    # The clock.

    def make_clock(self):
        self.shim, clock = self.folder / "clock.so", self.folder / "clock"
        source = pathlib.Path(__file__).parent / "clock.c"
        subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", str(self.shim), str(source), "-ldl"], check=True)
        clock.write_bytes(bytes(8))
        with open(clock, "r+b") as file:
            self.offset = mmap.mmap(file.fileno(), 8)

    def environment(self):
        return {**os.environ, "LD_PRELOAD": str(self.shim), "CHAOS_CLOCK": str(self.folder / "clock")}

    def step(self, seconds):
        self.offset[:] = struct.pack("=q", seconds)

    # The disk.

    def fill(self):
        with open(self.disk / "ballast", "wb", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(bytes(4096))
            except OSError:
                pass

    def free(self):
        (self.disk / "ballast").unlink(missing_ok=True)

    # The policies.

    def away(self):
        os.rename(self.policies.folder, self.folder / "away")

    def show(self, number, mistake=False):
        """Another generation of the policies, whatever was there."""
        sets = files(number)
        if mistake:
            sets["industrial.yaml"] += MISTAKE
        mounted, away = self.policies.folder, self.folder / "away"
        if mounted.exists():
            self.policies.show(sets)
            return
        # It comes back with the new generation: what it held when it went must not be seen again.
        self.policies.folder = away
        self.policies.show(sets)
        self.policies.folder = mounted
        os.rename(away, mounted)

    # The certificates.

    def make_certificates(self):
        self.tls, self.issued = Volume(self.folder / "tls"), 0
        self.authority("servers")
        self.authority("clients")
        self.client = self.issue("clients", f"URI:{CLIENT}")
        self.show_certificates(*self.new_certificate())

    def openssl(self, *arguments, **more):
        environment = self.environment() if more.pop("long_ago", False) else os.environ
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, env=environment, **more)

    def long_ago(self, *arguments):
        """A certificate that begins long before now. Nothing else looks at this clock yet, or a second one is used."""
        clock = self.folder / "clock-of-certificates"
        clock.write_bytes(struct.pack("=q", LONG_AGO_SECONDS))
        environment = {**self.environment(), "CHAOS_CLOCK": str(clock)}
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, env=environment)

    def authority(self, name):
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        files = ["-keyout", str(self.folder / f"{name}.key"), "-out", str(self.folder / f"{name}.crt")]
        self.long_ago("req", "-x509", *key, *files, "-subj", f"/CN={name}", "-days", VALID_DAYS)

    def issue(self, authority, name, days=VALID_DAYS):
        """A certificate and its key, in PEM."""
        self.issued += 1
        stem = self.folder / f"issued-{self.issued}"
        key, request, certificate, names = (stem.with_suffix(f".{end}") for end in ("key", "csr", "crt", "ext"))
        names.write_text(f"subjectAltName={name}\n")
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        self.long_ago("req", "-new", *curve, "-keyout", str(key), "-out", str(request), "-subj", f"/CN={self.issued}")
        signer = ["-CA", str(self.folder / f"{authority}.crt"), "-CAkey", str(self.folder / f"{authority}.key")]
        into = ["-in", str(request), "-out", str(certificate), "-extfile", str(names)]
        self.long_ago("x509", "-req", *into, *signer, "-set_serial", str(self.issued), "-days", days)
        found = certificate.read_text(), key.read_text()
        for file in (key, request, certificate, names):
            file.unlink()
        return found

    def new_certificate(self, days=VALID_DAYS):
        return self.issue("servers", "DNS:localhost,IP:127.0.0.1", days)

    def show_certificates(self, certificate, key):
        roots = (self.folder / "clients.crt").read_text()
        self.tls.show({"tls.crt": certificate, "tls.key": key, "ca.crt": roots})

    def roots(self):
        return (self.folder / "servers.crt").read_bytes()
