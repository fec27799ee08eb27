"""Looks at two builds of one release, each a folder laid out as a Maven repository.

Usage: compare-releases.py VERSION FIRST SECOND MODULE...

Each module has published what it should and nothing else has; each jar says whose it is; and both builds are the same,
byte by byte. Prints a line for each module, and exits with 1 and the names of what is wrong.
"""

import hashlib
import pathlib
import re
import sys
import zipfile

# signatures name a time, and the index of a repository too; checksums say what their files say
BESIDE = re.compile(r"\.(asc|md5|sha1|sha256|sha512)$|^maven-metadata")


def files(root):
    """Returns the published files below a folder, by their paths in it."""
    return {
        path.relative_to(root).as_posix(): path
        for path in sorted(root.rglob("*"))
        if path.is_file() and not BESIDE.search(path.name)
    }


def entries(path):
    """Returns what a jar holds, by name, with what is said about each entry."""
    with zipfile.ZipFile(path) as jar:
        return {i.filename: (i.date_time, i.external_attr, i.compress_type, jar.read(i)) for i in jar.infolist()}


def differing(name, first, second):
    """Returns the names of what differs in a file: itself, or the entries of a jar."""
    if first.read_bytes() == second.read_bytes():
        return []
    if first.suffix != ".jar":
        return [name]
    one, other = entries(first), entries(second)
    inside = sorted(entry for entry in one.keys() | other.keys() if one.get(entry) != other.get(entry))
    return [f"{name}!{entry}" for entry in inside] or [f"{name} (the order or the form of its entries)"]


def manifest(jar):
    """Returns the attributes of a jar's manifest, with continued lines joined."""
    text = jar.read("META-INF/MANIFEST.MF").decode().replace("\r\n", "\n").replace("\n ", "")
    return dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)


def wrong_in_jar(path, version, is_main):
    """Returns what is missing in a jar."""
    with zipfile.ZipFile(path) as jar:
        names, says = set(jar.namelist()), manifest(jar)
    wrong = []
    if "META-INF/LICENSE" not in names:
        wrong.append("no META-INF/LICENSE")
    if says.get("Implementation-Version") != version:
        wrong.append(f"Implementation-Version is {says.get('Implementation-Version')}")
    if not says.get("Implementation-Title"):
        wrong.append("no Implementation-Title")
    if is_main and "module-info.class" not in names and not says.get("Automatic-Module-Name"):
        wrong.append("neither module-info nor Automatic-Module-Name")
    return wrong


def wrong_in_pom(text, module, version):
    """Returns what a POM does not say, and what it should not say."""
    wrong = [
        f"no {field}"
        for field in ("name", "description", "url", "licenses", "developers", "scm")
        if not re.search(rf"^  <{field}[ >]", text, re.MULTILINE)
    ]
    if not re.search(r"<connection>scm:git:[^<]*[.]git</connection>", text):
        wrong.append("scm names another repository than this one")
    if f"<artifactId>{module}</artifactId>\n  <version>{version}</version>" not in text:
        wrong.append("another name or version")
    if "<parent>" in text or "${" in text or "SNAPSHOT" in text:
        wrong.append("a parent, a property or a snapshot")
    return wrong


def main(version, first_root, second_root, *modules):
    modules = sorted(module.rsplit("/", 1)[-1] for module in modules)
    first, second = files(pathlib.Path(first_root)), files(pathlib.Path(second_root))
    problems = []
    expected = set()
    for module in modules:
        base = f"io/github/dcr4j/{module}/{version}/{module}-{version}"
        is_bom = module == "dcr-bom"
        kinds = [".pom", "-cyclonedx.json", "-cyclonedx.xml"]
        kinds += [] if is_bom else [".jar", "-sources.jar", "-javadoc.jar"]
        expected |= {base + kind for kind in kinds}
        digest = hashlib.sha256()
        for name in sorted(base + kind for kind in kinds):
            short = name.rsplit("/", 1)[-1]
            if name not in first or name not in second:
                problems.append(f"{short}: was not published")
                continue
            digest.update(first[name].read_bytes())
            problems += [f"{what}: differs" for what in differing(short, first[name], second[name])]
            if name.endswith(".jar"):
                problems += [f"{short}: {what}" for what in wrong_in_jar(first[name], version, name == base + ".jar")]
            if name.endswith(".pom"):
                problems += [f"{short}: {what}" for what in wrong_in_pom(first[name].read_text(), module, version)]
        print(f"{module}: {len(kinds)} files, sha256 of all {digest.hexdigest()[:16]}")
    surplus = sorted((first.keys() | second.keys()) - expected)
    problems += [f"{name}: published, though it should not be" for name in surplus]
    if problems:
        print("\n".join(problems), file=sys.stderr)
        sys.exit(f"{len(problems)} problems: the two builds differ, or are not complete")


main(*sys.argv[1:])
