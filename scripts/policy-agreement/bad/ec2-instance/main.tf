# An instance on the internet with keys in its user data.
resource "aws_instance" "open" {
  ami                         = "ami-0123456789abcdef0"
  instance_type               = "t2.micro"
  associate_public_ip_address = true

  user_data = <<-EOT
    #!/bin/sh
    export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
    export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
  EOT

  metadata_options {
    http_tokens = "optional"
  }

  root_block_device {
    encrypted = false
  }

  ebs_block_device {
    device_name = "/dev/sdf"
    encrypted   = false
  }
}

resource "aws_ebs_volume" "open" {
  availability_zone = "us-east-1a"
  size              = 10
}

resource "aws_ebs_snapshot_copy" "open" {
  source_snapshot_id = "snap-0123456789abcdef0"
  source_region      = "us-east-1"
}
