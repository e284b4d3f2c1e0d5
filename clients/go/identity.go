package longshore

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"sync"

	longshorev1 "longshore.io/go/longshore/v1"
)

// The shape of a disk's tree, as docs/zstore-format.md tells it: blocks under nodes of 256 children.
const (
	blockBytes = 1 << 20
	fanOut     = 256
	maxDepth   = 5
)

type digest [sha256.Size]byte

// identifier computes the identity of content that passes by in order, in pieces of any size.
type identifier struct {
	block   hash.Hash
	inBlock int64
	length  int64
	open    [maxDepth + 1][]digest // at n: the children of level n whose parent is not complete yet
}

func newIdentifier() *identifier { return &identifier{block: sha256.New()} }

// add takes the bytes that come next.
func (i *identifier) add(content []byte) {
	i.length += int64(len(content))
	for len(content) > 0 {
		part := content[:min(int64(len(content)), blockBytes-i.inBlock)]
		i.block.Write(part)
		i.inBlock += int64(len(part))
		content = content[len(part):]
		if i.inBlock == blockBytes {
			i.push(0, digest(i.block.Sum(nil)))
			i.block.Reset()
			i.inBlock = 0
		}
	}
}

// addZeros takes so many zeros. Whole blocks of them cost nothing.
func (i *identifier) addZeros(count int64) {
	if i.inBlock > 0 {
		part := min(count, blockBytes-i.inBlock)
		i.add(zeroBlock[:part])
		count -= part
	}
	i.addZeroBlocks(count / blockBytes)
	i.length += count - count%blockBytes
	i.add(zeroBlock[:count%blockBytes])
}

// finish returns the identity of all that passed by. The identifier is spent then.
func (i *identifier) finish() *longshorev1.DiskIdentity {
	length := i.length
	if i.inBlock > 0 {
		i.add(zeroBlock[:blockBytes-i.inBlock]) // what lies beyond the end is zeros
	}
	blocks := (length + blockBytes - 1) / blockBytes
	depth := 1
	for blocksOf(depth) < blocks {
		depth++
	}
	i.addZeroBlocks(blocksOf(depth) - blocks)
	return &longshorev1.DiskIdentity{LengthBytes: length, Root: hex.EncodeToString(i.open[depth][0][:])}
}

func sameIdentity(a, b *longshorev1.DiskIdentity) bool {
	return a.GetLengthBytes() == b.GetLengthBytes() && a.GetRoot() == b.GetRoot()
}

// addZeroBlocks adds whole subtrees of zeros, the largest that fit.
func (i *identifier) addZeroBlocks(count int64) {
	for count > 0 {
		level := 0
		for level < maxDepth && blocksOf(level+1) <= count && i.aligned(level+1) {
			level++
		}
		i.push(level, zeros()[level])
		count -= blocksOf(level)
	}
}

// aligned tells whether a subtree of this level can begin here: nothing is open below it.
func (i *identifier) aligned(level int) bool {
	for _, siblings := range i.open[:level] {
		if len(siblings) > 0 {
			return false
		}
	}
	return true
}

func (i *identifier) push(level int, child digest) {
	i.open[level] = append(i.open[level], child)
	if len(i.open[level]) == fanOut && level < maxDepth {
		parent := nodeOf(level+1, i.open[level])
		i.open[level] = i.open[level][:0]
		i.push(level+1, parent)
	}
}

// blocksOf counts the blocks below a subtree of this level.
func blocksOf(level int) int64 { return 1 << (8 * level) }

func nodeOf(level int, children []digest) digest {
	node := bytes.NewBufferString("LSTREE\x00\x00")
	_ = binary.Write(node, binary.LittleEndian, [2]uint32{1, uint32(level)}) // the version comes first
	for _, child := range children {
		node.Write(child[:])
	}
	return sha256.Sum256(node.Bytes())
}

var zeroBlock [blockBytes]byte

// zeros are the digests of subtrees that hold zeros alone, by level.
var zeros = sync.OnceValue(func() (levels [maxDepth + 1]digest) {
	levels[0] = sha256.Sum256(zeroBlock[:])
	for level := 1; level <= maxDepth; level++ {
		children := make([]digest, fanOut)
		for i := range children {
			children[i] = levels[level-1]
		}
		levels[level] = nodeOf(level, children)
	}
	return levels
})
