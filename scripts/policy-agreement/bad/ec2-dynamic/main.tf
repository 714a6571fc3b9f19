# Disks by a dynamic block, encrypted as somebody forgot to say, and a launch configuration of old.
variable "disks" {
  type    = list(object({ name = string, encrypted = optional(bool) }))
  default = [{ name = "/dev/sdf" }, { name = "/dev/sdg", encrypted = false }]
}

resource "aws_instance" "disks" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "m5.large"

  dynamic "ebs_block_device" {
    for_each = var.disks

    content {
      device_name = ebs_block_device.value.name
      encrypted   = ebs_block_device.value.encrypted
    }
  }
}

resource "aws_launch_configuration" "old" {
  name_prefix                 = "old-"
  image_id                    = "ami-0123456789abcdef0"
  instance_type               = "t3.micro"
  associate_public_ip_address = true

  root_block_device {
    encrypted = false
  }
}

resource "aws_ami_copy" "plain" {
  name              = "plain"
  source_ami_id     = "ami-0123456789abcdef0"
  source_ami_region = "us-west-2"
}

resource "aws_ami_launch_permission" "other" {
  image_id   = "ami-0123456789abcdef0"
  account_id = "999999999999"
}
