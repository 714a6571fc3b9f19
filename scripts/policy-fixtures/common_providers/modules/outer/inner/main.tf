resource "terraform_data" "runs" {
  connection {
    host = "127.0.0.1"
  }

  provisioner "remote-exec" {
    inline = ["true"]
  }

  provisioner "file" {
    content     = "x"
    destination = "/tmp/x"
  }
}

# Nothing is inside the count of 0, but the code is there.
resource "terraform_data" "runs_never" {
  count = 0

  provisioner "local-exec" {
    command = "true"
  }
}
