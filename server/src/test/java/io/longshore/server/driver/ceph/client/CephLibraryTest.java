package io.longshore.server.driver.ceph.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CephLibraryTest {
    @Test
    void saysWhichPackagesAreMissing() {
        assertThatThrownBy(() -> CephLibrary.find("libnothing.so.2"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "Ceph's client library libnothing.so.2 can't be loaded (expected: the packages ");
    }
}
