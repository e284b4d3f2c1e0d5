package longshore

import (
	"bytes"
	"testing"
)

// part is a run of one byte in a disk.
type part struct {
	value byte
	count int64
}

// The expected roots come from docs/zstore.py, which shares no code with this.
func TestIdentity(t *testing.T) {
	const mib = blockBytes
	full := make([]part, 256)
	for i := range full {
		full[i] = part{byte(i), mib}
	}
	for _, c := range []struct {
		name  string
		parts []part
		root  string
	}{
		{"one byte", []part{{1, 1}}, "c01907cd087bbd43ca194d9ff148a2f79864b5719e100e596f3ca7ee9b159676"},
		{"a hole and an odd end", []part{{1, mib}, {0, mib}, {2, mib}, {3, 5}}, "bfe97f8812af62ef361300ad8959071731c62b4d85b3f81cb8708390145ff0df"},
		{"two levels", []part{{1, mib}, {0, 255 * mib}, {2, mib}}, "a7cc1b9d96f054bf22bd0b6ee78b86d67e5d69381312b93e5ce9b7be76004acb"},
		{"a TiB", []part{{1, mib}, {0, 699_999 * mib}, {2, mib}, {0, (1<<20 - 700_002) * mib}, {3, mib}}, "c8d35a20365f04c24144f298d9dd039f62b31f9bdbe940be2d6daba7640903ae"},
		{"a full node", full, "12adfd4e1bc2ae9596d69cc6bdbd5d079d737015f44a55b8fe5418aa8597c852"},
		{"nothing", nil, "9a9005fde1e63ec0d3f549a4312aaeb63e07f7141052c04ad5bd781122671938"},
	} {
		t.Run(c.name, func(t *testing.T) {
			id := newIdentifier()
			var length int64
			for _, p := range c.parts {
				length += p.count
				if p.value == 0 {
					id.addZeros(p.count)
					continue
				}
				content := bytes.Repeat([]byte{p.value}, int(p.count))
				odd := len(content) * 3 / 7 // pieces need not end at blocks' borders
				id.add(content[:odd])
				id.add(content[odd:])
			}
			identity := id.finish()
			if identity.GetRoot() != c.root || identity.GetLengthBytes() != length {
				t.Errorf("identity: %v (expected: %d:%s)", identity, length, c.root)
			}
		})
	}
}

func TestParseAddress(t *testing.T) {
	for text, expected := range map[string]address{
		"storage.example":            {"storage.example:50051", false},
		"http://127.0.0.1:1234/":     {"127.0.0.1:1234", false},
		"https://storage.example:80": {"storage.example:80", true},
		"[::1]:50":                   {"[::1]:50", false},
		"https://[::1]":              {"[::1]:50051", true},
	} {
		if found, err := parseAddress(text); err != nil || found != expected {
			t.Errorf("%s: %v, %v (expected: %v)", text, found, err, expected)
		}
	}
	for _, text := range []string{"", "https://", "a:b:c", "ftp://host:1"} {
		if found, err := parseAddress(text); err == nil {
			t.Errorf("%q: %v (expected: an error)", text, found)
		}
	}
}
